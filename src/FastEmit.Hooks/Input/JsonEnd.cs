namespace FastEmit.Hooks.Input;

/// <summary>Finds the end of a text's outermost object or array while the text arrives. Reads each byte once.</summary>
internal struct JsonEnd
{
    private int _depth;
    private bool _began;
    private bool _inString;
    private bool _escaped;

    /// <summary>Whether the outermost object or array has ended. Never true for any other value.</summary>
    public bool IsReached { get; private set; }

    /// <summary>Processes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte c in bytes)
        {
            if (_inString)
            {
                _inString = _escaped || c != (byte)'"';
                _escaped = !_escaped && c == (byte)'\\';
                continue;
            }

            switch (c)
            {
                case (byte)'"':
                    _inString = _began;
                    break;
                case (byte)'{' or (byte)'[':
                    _began = true;
                    _depth++;
                    break;
                case (byte)'}' or (byte)']':
                    _depth--;
                    IsReached |= _began && _depth == 0;
                    break;
            }
        }
    }
}
