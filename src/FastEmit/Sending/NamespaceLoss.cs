namespace FastEmit.Sending;

/// <summary>How the server took a namespace away since the sender last looked.</summary>
internal enum NamespaceLoss
{
    None = 0,

    /// <summary>It refused CONNECT; nothing of that namespace was in flight.</summary>
    Refused,

    /// <summary>It disconnected one: what is in flight on the connection must be written again.</summary>
    Disconnected,
}
