namespace FastEmit.Events;

/// <summary>
/// Marks the member whose value chooses the lane: events with equal keys arrive in the order in which they were
/// queued. Without one, the namespace is the key.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class PartitionKeyAttribute : Attribute;

/// <summary>
/// Marks the member that is the event's time. It is written as <c>timestamp</c> (unless a <c>JsonPropertyName</c> says
/// otherwise) and the emitter stamps none of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class TimestampAttribute : Attribute;

/// <summary>Bounds a string member.</summary>
/// <param name="length">The greatest length in UTF-16 characters: 1 or more.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MaxLengthAttribute(int length) : Attribute
{
    /// <summary>The greatest length in UTF-16 characters.</summary>
    public int Length { get; } = length;

    /// <summary>
    /// False (the default) cuts a longer string before the limit, never inside of a character, and ends it with
    /// <c>…</c>; true refuses the event with <see cref="EmitResult.TooLarge"/>.
    /// </summary>
    public bool Reject { get; set; }
}

/// <summary>
/// Keeps a member's value out of the event, whatever its type; also on members of nested types. Null stays null.
/// </summary>
/// <param name="mode">What is written instead.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class RedactAttribute(RedactMode mode = RedactMode.Mask) : Attribute
{
    /// <summary>What is written instead.</summary>
    public RedactMode Mode { get; } = mode;
}

/// <summary>What is written instead of a redacted value.</summary>
public enum RedactMode
{
    /// <summary>The string <c>***</c>.</summary>
    Mask = 0,

    /// <summary>
    /// <c>sha256:</c> and 16 hexadecimal digits, the start of the SHA-256 of the value's JSON. Equal values stay
    /// recognizable as such. It does not protect values that can be guessed, such as short numbers.
    /// </summary>
    Hash,

    /// <summary>Nothing: the member is left out.</summary>
    Drop,
}

/// <summary>
/// Says that a member (string, byte[], Memory or ReadOnlyMemory of bytes) is JSON already. It is checked and copied;
/// what turns out not to be one JSON value is written as a string, so that nothing is lost and the event stays valid.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class RawJsonAttribute : Attribute;

/// <summary>
/// Says that a member (byte[], Memory or ReadOnlyMemory of bytes) is text in UTF-8, to be written as a string. What is
/// not valid UTF-8 becomes U+FFFD.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class Utf8TextAttribute : Attribute;

/// <summary>
/// Sends a member (byte[], Memory or ReadOnlyMemory of bytes) as a Socket.IO binary attachment instead of base64, copied when
/// the event is emitted. An event has at most ten: servers refuse more. Those of nested objects count; if it turns out only at
/// run time that there are more, the event is dropped as <see cref="DropReason.TooLarge"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class AttachmentAttribute : Attribute;
