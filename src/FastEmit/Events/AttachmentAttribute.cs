namespace FastEmit.Events;

/// <summary>
/// Sends a member (byte[], Memory or ReadOnlyMemory of bytes) as a Socket.IO binary attachment instead of base64, copied when
/// the event is emitted. An event has at most ten: servers refuse more. Those of nested objects count; if it turns out only at
/// run time that there are more, the event is dropped as <see cref="DropReason.TooLarge"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class AttachmentAttribute : Attribute;
