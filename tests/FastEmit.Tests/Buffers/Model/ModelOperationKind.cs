namespace FastEmit.Tests.Buffers.Model;

/// <summary>What a thread of the model does in one step.</summary>
internal enum ModelOperationKind : byte
{
    /// <summary>Nothing more: the program is over.</summary>
    Finished = 0,
    ReadAcquire,
    ReadPlain,
    WriteRelease,
    WritePlain,
    CompareExchange,

    /// <summary>A compare-and-swap without order: only a broken ring does that.</summary>
    CompareExchangePlain,
    Or,

    /// <summary>Asks whether the thread in <c>Value</c> lives.</summary>
    AskAlive,

    /// <summary>Goes on when every other thread is finished or dead.</summary>
    AwaitOthers,
}
