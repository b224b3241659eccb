using FastEmit.Events;

namespace FastEmit.Options;

/// <summary>How long events wait for company, and how they travel together.</summary>
public sealed class BatchOptions
{
    /// <summary>The longest time an event waits for company: zero to one minute. Zero sends at once.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many waiting events end the window early: 1 to 65,536.</summary>
    public int MaxEvents { get; set; } = 10;

    /// <summary>Bytes of waiting events that end the window early, and about the most that an envelope holds: 256 bytes to 1 GiB.</summary>
    public int MaxBytes { get; set; } = 64 << 10;

    /// <summary>
    /// How long the sender's thread looks for more to do after it has sent something, before it sleeps: zero to one second. An event
    /// that comes meanwhile does not wait for a thread to be woken, and its producer makes no system call; a processor is busy all that time. It
    /// needs a <see cref="Window"/> of zero to be of use, and a thread of FastEmit's own: on Linux, with the system's clock.
    /// </summary>
    public TimeSpan BusyPoll { get; set; }

    /// <summary>
    /// The name of an array event, or null. With a name, a batch of one namespace goes out as one packet
    /// <c>["name",[["pre_tool",{…}],["post_tool",{…}]]]</c>: each element is an event's own argument array.
    /// </summary>
    public string? Envelope { get; set; }

    internal BatchOptions Copy() => (BatchOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        Window = visit.Duration(nameof(Window), Window, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        MaxEvents = visit.Number(nameof(MaxEvents), MaxEvents, 1, 65_536);
        MaxBytes = visit.Number(nameof(MaxBytes), MaxBytes, 256, 1 << 30);
        BusyPoll = visit.Duration(nameof(BusyPoll), BusyPoll, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Envelope = visit.Text(
            nameof(Envelope), Envelope, Envelope is null || HookEventDescriptor.IsName(Envelope), $"an event name that is not empty and not reserved by Socket.IO, or null");
    }
}
