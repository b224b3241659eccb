using System.Globalization;
using FastEmit.Events;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Copies JSON without the secrets in it, and within bounds: what is left out is marked.</summary>
internal ref struct JsonRedaction
{
    /// <summary>Characters that a string keeps.</summary>
    public const int MaxString = 4096;

    /// <summary>About how many bytes are written before the rest is left out.</summary>
    public const int MaxTotal = 128 << 10;

    /// <summary>The member, in an object that lost others, that says so.</summary>
    public const string CutName = "_cut";

    private const int MaxName = 256;
    private const int MaxNumber = 64;

    private static ReadOnlySpan<byte> MaskedString => "\"[redacted]\""u8;

    private int _budget;

    /// <summary>Writes a value; a missing one as null.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="inputCutAt">Written as a last member <c>input_cut_at</c>, if the value is an object.</param>
    public static void Write(ref EventWriter writer, JsonValue value, long? inputCutAt = null)
    {
        JsonRedaction redaction = new() { _budget = MaxTotal };
        redaction.WriteValue(ref writer, value, inputCutAt);
    }

    private void WriteValue(ref EventWriter writer, JsonValue value, long? inputCutAt = null)
    {
        switch (value.Kind)
        {
            case JsonKind.Object:
                WriteObject(ref writer, value, inputCutAt);
                break;
            case JsonKind.Array:
                WriteArray(ref writer, value);
                break;
            case JsonKind.String:
                WriteString(ref writer, value);
                break;
            case JsonKind.Number when value.Bytes.Length <= MaxNumber:
            case JsonKind.True or JsonKind.False:
                writer.WriteRaw(value.Bytes);
                _budget -= value.Bytes.Length;
                break;
            default:
                writer.WriteNull();
                break;
        }
    }

    private void WriteObject(ref EventWriter writer, JsonValue value, long? inputCutAt)
    {
        bool isSecretFile = HoldsSecretFile(value);
        bool any = false;
        writer.WriteRaw("{"u8);
        foreach (JsonMember member in value.Members)
        {
            if (_budget <= 0)
            {
                writer.WriteRaw(any ? ",\"_cut\":true"u8 : "\"_cut\":true"u8);
                any = true;
                break;
            }

            if (any)
            {
                writer.WriteRaw(","u8);
            }

            any = true;
            string name = member.Name.GetString(MaxName)!;
            writer.WriteString(name);
            writer.WriteRaw(":"u8);
            _budget -= name.Length + 4;
            bool isFlag = member.Value.Kind is JsonKind.True or JsonKind.False or JsonKind.Null || member.Value.IsEmpty;
            if (!isFlag && (SecretPatterns.IsSecretName(name) || (isSecretFile && IsContent(member.Name))))
            {
                writer.WriteRaw(MaskedString);
            }
            else
            {
                WriteValue(ref writer, member.Value);
            }
        }

        if (inputCutAt is { } cut)
        {
            writer.WriteRaw(any ? ",\"input_cut_at\":"u8 : "\"input_cut_at\":"u8);
            writer.WriteNumber(cut);
        }

        writer.WriteRaw("}"u8);
    }

    private void WriteArray(ref EventWriter writer, JsonValue value)
    {
        bool any = false;
        writer.WriteRaw("["u8);
        foreach (JsonValue item in value.Items)
        {
            if (any)
            {
                writer.WriteRaw(","u8);
            }

            any = true;
            if (_budget <= 0)
            {
                writer.WriteRaw("\"_cut\""u8);
                break;
            }

            _budget--;
            WriteValue(ref writer, item);
        }

        writer.WriteRaw("]"u8);
    }

    private void WriteString(ref EventWriter writer, JsonValue value)
    {
        // Twice the bytes that are kept: so a secret at the end of what is kept is seen whole.
        string text = Redactor.Redact(value.GetString(8 * MaxString)!);
        int total = value.CountCharacters();
        if (text.Length > MaxString || value.Bytes.Length > 8 * MaxString)
        {
            string kept = Texts.Cut(text, MaxString);
            text = string.Create(CultureInfo.InvariantCulture, $"{kept}…[cut: {total} characters]");
        }
        else if (value.IsCut)
        {
            text += "…[cut]";
        }

        writer.WriteString(text);
        _budget -= text.Length + 2;
    }

    private static bool HoldsSecretFile(JsonValue value)
    {
        foreach (JsonMember member in value.Members)
        {
            bool isPath = member.HasName("file_path"u8) || member.HasName("filePath"u8) || member.HasName("path"u8) || member.HasName("notebook_path"u8);
            if (isPath && member.Value.GetString(MaxString) is { } path && SecretPatterns.IsSecretFile(path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContent(JsonValue name) =>
        name.Is("content"u8) || name.Is("old_string"u8) || name.Is("new_string"u8) || name.Is("oldString"u8) || name.Is("newString"u8)
        || name.Is("originalFile"u8) || name.Is("structuredPatch"u8) || name.Is("edits"u8) || name.Is("output"u8) || name.Is("text"u8);
}
