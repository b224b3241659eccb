using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.EngineIO;

/// <summary>
/// The peer sent an Engine.IO or Socket.IO packet that violates the protocol. A handler may throw it from its callbacks; the
/// connection then ends as a parse error.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A violation always has a reason.")]
internal sealed class EngineProtocolException(string message) : Exception(message);
