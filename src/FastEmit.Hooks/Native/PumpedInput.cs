namespace FastEmit.Hooks.Native;

/// <summary>Reads a stream on a thread, so that a caller can wait with a time limit. For systems whose standard input cannot be polled.</summary>
internal sealed class PumpedInput
{
    private const int BufferBytes = 64 << 10;

    private readonly Stream _source;
    private readonly object _gate = new();
    private readonly byte[] _bytes = new byte[BufferBytes];
    private int _begin;
    private int _end;
    private bool _isOver;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The stream. Its reads may block until the process ends.</param>
    public PumpedInput(Stream source)
    {
        _source = source;
        new Thread(Pump) { IsBackground = true, Name = "fastemit input" }.Start();
    }

    /// <summary>Waits until data or the end of the stream can be read. False on timeout.</summary>
    public bool Wait(int milliseconds)
    {
        lock (_gate)
        {
            if (!HasAny)
            {
                Monitor.Wait(_gate, milliseconds);
            }

            return HasAny;
        }
    }

    /// <summary>Reads the available data, or waits for it. Zero at the end.</summary>
    public int Read(Span<byte> target)
    {
        lock (_gate)
        {
            while (!HasAny)
            {
                Monitor.Wait(_gate);
            }

            int count = Math.Min(target.Length, _end - _begin);
            _bytes.AsSpan(_begin, count).CopyTo(target);
            _begin += count;
            Monitor.PulseAll(_gate);
            return count;
        }
    }

    private bool HasAny => _begin != _end || _isOver;

    private void Pump()
    {
        byte[] chunk = new byte[BufferBytes];
        while (true)
        {
            int count = ReadSource(chunk);
            lock (_gate)
            {
                while (_begin != _end)
                {
                    Monitor.Wait(_gate);
                }

                chunk.AsSpan(0, count).CopyTo(_bytes);
                _begin = 0;
                _end = count;
                _isOver = count == 0;
                Monitor.PulseAll(_gate);
                if (_isOver)
                {
                    return;
                }
            }
        }
    }

    private int ReadSource(byte[] chunk)
    {
        try
        {
            return _source.Read(chunk, 0, chunk.Length);
        }
        catch (IOException)
        {
            return 0; // the writer has closed the stream
        }
    }
}
