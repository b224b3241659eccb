using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Finds the stand-ins for attachments in a binary packet's JSON. As in the official parsers a stand-in is any object whose member
/// <c>_placeholder</c> is true; <c>num</c> may stand before or behind it, others beside it, and of equal members the last counts.
/// </summary>
internal ref struct PlaceholderScanner
{
    private const int NoNumber = -1;

    private readonly Span<OpenObject> _open;
    private Utf8JsonReader _reader;

    /// <param name="reader">Where to go on from.</param>
    /// <param name="open">Scratch space: one more than the reader's deepest nesting.</param>
    public PlaceholderScanner(Utf8JsonReader reader, Span<OpenObject> open)
    {
        _reader = reader;
        _open = open;
    }

    /// <summary>Where the stand-in's brace opens.</summary>
    public int Start { get; private set; }

    /// <summary>Behind its closing brace.</summary>
    public readonly int End => (int)_reader.BytesConsumed;

    /// <summary>The attachment's number; negative when it is not a number that an attachment can have.</summary>
    public int Number { get; private set; }

    /// <summary>Goes on to the next stand-in, an inner one before the one around it. False at the end.</summary>
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

    /// <summary>Only a member that matters is looked into; the value of any other is read as what follows.</summary>
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

    /// <summary>JavaScript knows no difference between <c>1</c>, <c>1.0</c> and <c>1e0</c>.</summary>
    private static int NumberOf(ref Utf8JsonReader reader) =>
        reader.TryGetInt32(out int number) ? number
        : reader.TryGetDouble(out double real) && real is >= 0 and <= int.MaxValue && Math.Floor(real) == real ? (int)real
        : NoNumber;

    /// <summary>What is known of an object that is not closed yet.</summary>
    internal record struct OpenObject(int Start, int Number, bool IsPlaceholder);
}
