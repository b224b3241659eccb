using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same of locks that are files.</summary>
public sealed class LockFilesTests() : FileLocksTests(new PortableFiles());
