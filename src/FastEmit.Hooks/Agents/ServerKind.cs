namespace FastEmit.Hooks.Agents;

/// <summary>What listens at an address.</summary>
internal enum ServerKind
{
    /// <summary>Nothing that speaks HTTP.</summary>
    None = 0,

    /// <summary>An HTTP server that opens no Engine.IO session.</summary>
    Http,

    /// <summary>An Engine.IO server.</summary>
    EngineIO,
}
