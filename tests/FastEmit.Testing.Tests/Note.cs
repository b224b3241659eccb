using FastEmit.Events;

namespace FastEmit.Testing.Tests;

[HookEvent("note")]
internal readonly partial record struct Note([property: MaxLength(5, Reject = true)] string Text);
