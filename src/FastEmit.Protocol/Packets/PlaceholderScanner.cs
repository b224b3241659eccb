using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Finds the placeholders for attachments in a binary packet's JSON. As in the official parsers a placeholder is any object whose member
/// <c>_placeholder</c> is true. <c>num</c> may be before or after it, other members are allowed, and of equal members the last counts.
/// </summary>
internal ref struct PlaceholderScanner
{
    private const int NoNumber = -1;

    private readonly Span<OpenObject> _open;
    private Utf8JsonReader _reader;

    /// <param name="reader">The reader, at the position to start from.</param>
    /// <param name="open">Scratch space of the reader's maximum depth plus one.</param>
    public PlaceholderScanner(Utf8JsonReader reader, Span<OpenObject> open)
    {
        _reader = reader;
        _open = open;
    }

    /// <summary>The position of the placeholder's opening brace.</summary>
    public int Start { get; private set; }

    /// <summary>The position after its closing brace.</summary>
    public readonly int End => (int)_reader.BytesConsumed;

    /// <summary>The attachment's number; negative when it is not valid.</summary>
    public int Number { get; private set; }

    /// <summary>Moves to the next placeholder, an inner one before the outer one. False at the end.</summary>
    /// <exception cref="JsonException">The rest is not valid JSON.</exception>
    public bool Read()
    {
        while (_reader.Read())
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    _open[_reader.CurrentDepth] = new OpenObject((int)_reader.TokenStartIndex, NoNumber, false);
                    break;
                case JsonTokenType.PropertyName:
                    ReadMember();
                    break;
                case JsonTokenType.EndObject when _open[_reader.CurrentDepth] is { IsPlaceholder: true } found:
                    (Start, Number) = (found.Start, found.Number);
                    return true;
            }
        }

        return false;
    }

    /// <summary>Reads the value of a relevant member only. The values of other members are read as normal content.</summary>
    private void ReadMember()
    {
        bool isMark = JsonText.Is(ref _reader, "_placeholder"u8);
        if (!isMark && !JsonText.Is(ref _reader, "num"u8))
        {
            return;
        }

        ref OpenObject owner = ref _open[_reader.CurrentDepth - 1];
        _reader.Read();
        if (isMark)
        {
            owner.IsPlaceholder = _reader.TokenType == JsonTokenType.True;
        }
        else
        {
            owner.Number = _reader.TokenType == JsonTokenType.Number ? NumberOf(ref _reader) : NoNumber;
        }

        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            _open[_reader.CurrentDepth] = new OpenObject((int)_reader.TokenStartIndex, NoNumber, false);
        }
    }

    /// <summary>In JavaScript <c>1</c>, <c>1.0</c> and <c>1e0</c> are equal.</summary>
    private static int NumberOf(ref Utf8JsonReader reader) =>
        reader.TryGetInt32(out int number) ? number
        : reader.TryGetDouble(out double real) && real is >= 0 and <= int.MaxValue && Math.Floor(real) == real ? (int)real
        : NoNumber;

    /// <summary>The state of an open object.</summary>
    internal record struct OpenObject(int Start, int Number, bool IsPlaceholder);
}
