namespace FastEmit;

/// <summary>The delivery guarantee for a queued event.</summary>
public enum DeliveryGuarantee : byte
{
    /// <summary>
    /// The event stays in the ring until the server process has received it (watermark) and is sent again after a
    /// lost connection. A server may see an event twice, never not at all.
    /// </summary>
    AtLeastOnce = 0,

    /// <summary>The event is sent once and released when it has been written to the connection.</summary>
    AtMostOnce,

    /// <summary>
    /// As at-least-once, but an event is confirmed only when the server's handler has acknowledged its batch: the last
    /// event of each batch asks for a Socket.IO acknowledgement. For servers whose handlers call it.
    /// </summary>
    Acknowledged,
}
