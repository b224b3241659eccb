namespace FastEmit.Hooks.Agents;

/// <summary>The kind of server that listens at an address.</summary>
internal enum ServerKind
{
    /// <summary>No HTTP server.</summary>
    None = 0,

    /// <summary>An HTTP server that opens no Engine.IO session.</summary>
    Http,

    /// <summary>An Engine.IO server.</summary>
    EngineIO,
}
