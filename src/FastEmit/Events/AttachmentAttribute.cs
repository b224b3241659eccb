namespace FastEmit.Events;

/// <summary>
/// Sends a member (byte[], Memory or ReadOnlyMemory of bytes) as a Socket.IO binary attachment instead of base64. An
/// event has at most ten: servers refuse more.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class AttachmentAttribute : Attribute;
