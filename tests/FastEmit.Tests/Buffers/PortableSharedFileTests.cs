using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same by portable means.</summary>
public sealed class PortableSharedFileTests() : SharedFileTests(new PortableFiles());
