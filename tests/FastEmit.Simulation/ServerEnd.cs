namespace FastEmit.Simulation;

/// <summary>The server's end of a connection, as its event loop knows it.</summary>
internal abstract class ServerEnd : IDisposable
{
    protected ServerEnd(World world, Pipe incoming, Pipe outgoing)
    {
        World = world;
        In = incoming;
        Out = outgoing;
        In.OnClosed = OnLost;
    }

    public Pipe In { get; }

    public Pipe Out { get; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>When the loop has something to do for it without being sent anything.</summary>
    public virtual long TimerAt => long.MaxValue;

    /// <summary>Handlers that are to be called, with the acknowledgement that each is asked for.</summary>
    public Queue<(int Id, string Namespace, long AckId)> Calls { get; protected set; } = new();

    /// <summary>Whether a handler was called for what came on it.</summary>
    public bool HasHandled { get; set; }

    /// <summary>Takes what one read brought.</summary>
    public abstract void Read(Span<byte> bytes);

    /// <summary>What is due at <see cref="TimerAt"/>.</summary>
    public virtual void OnTimers()
    {
    }

    /// <summary>Answers with the event's number, if the namespace is still joined.</summary>
    public virtual void Acknowledge(string ns, long ackId, int id)
    {
    }

    /// <summary>Takes the client out of a namespace.</summary>
    public abstract void Disconnect(string ns);

    public void Close(string reason, bool isReset = false)
    {
        if (IsOpen)
        {
            if (World.IsTraced)
            {
                World.Note($"server closes: {reason}");
            }

            Out.Close(isReset);
            In.Close(isReset);
            OnLost();
        }
    }

    public abstract void Dispose();

    protected World World { get; }

    /// <summary>The connection is gone.</summary>
    protected virtual void OnLost() => IsOpen = false;
}
