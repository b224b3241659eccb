using System.Globalization;
using FastEmit.Events;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Copies JSON without the secrets in it, and within bounds: what is left out is marked.</summary>
/// <param name="limits">The bounds.</param>
/// <param name="start">Where in the writer the bound on the whole begins to count.</param>
internal struct JsonRedaction(TextLimits limits, int start)
{
    /// <summary>The member, in an object that lost others, that says so.</summary>
    public const string CutName = "_cut";

    /// <summary>What a value may be longer than its room: the end of what had begun, and the mark of a cut.</summary>
    private const int Overshoot = 256;

    /// <summary>Longer strings in an array, and what comes after so many characters, are no words of a command line.</summary>
    private const int MaxArgument = 256;
    private const int MaxArguments = 1024;

    private readonly long _end = (long)start + limits.MaxTotal;

    private static ReadOnlySpan<byte> MaskedString => "\"[redacted]\""u8;

    /// <summary>The bounds.</summary>
    public TextLimits Limits { get; } = limits;

    /// <summary>How many texts, lists and objects were cut.</summary>
    public int CutTexts { get; private set; }

    /// <summary>Writes a value; a missing one as null.</summary>
    public void Write(ref EventWriter writer, JsonValue value) => WriteValue(ref writer, value, _end, isSecret: false);

    /// <summary>Writes an object's members into an object that is begun.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The object.</param>
    /// <param name="any">Whether the object that is begun has members.</param>
    /// <param name="renamed">Members, by their names, that are written as <c>original_…</c>; null for none.</param>
    /// <returns>Whether the object that is begun has members now.</returns>
    public bool WriteMembers(ref EventWriter writer, JsonValue value, bool any, List<string>? renamed) =>
        WriteMembers(ref writer, value, _end, any, isSecret: false, renamed);

    private void WriteValue(ref EventWriter writer, JsonValue value, long end, bool isSecret)
    {
        switch (value.Kind)
        {
            case JsonKind.Object:
                writer.WriteRaw("{"u8);
                WriteMembers(ref writer, value, end, any: false, isSecret, renamed: null);
                writer.WriteRaw("}"u8);
                break;
            case JsonKind.Array:
                WriteArray(ref writer, value, end, isSecret);
                break;
            case JsonKind.String when isSecret && !value.IsEmpty:
                writer.WriteRaw(MaskedString);
                break;
            case JsonKind.String:
                WriteString(ref writer, value, end);
                break;
            case JsonKind.Number or JsonKind.True or JsonKind.False:
                writer.WriteRaw(value.Bytes);
                break;
            default:
                writer.WriteNull();
                break;
        }
    }

    private bool WriteMembers(ref EventWriter writer, JsonValue value, long end, bool any, bool isSecret, List<string>? renamed)
    {
        bool isSecretFile = SecretFiles.IsHeldBy(value);
        bool isSecretPair = SecretPairs.IsNamed(value);
        bool isSecretCall = SecretFiles.IsReadBy(value);
        int valueEnd = value.Start + value.Bytes.Length;
        foreach (JsonMember member in value.Members)
        {
            if (writer.Written.Length >= end)
            {
                CutTexts++;
                writer.WriteRaw(any ? ",\"_cut\":true"u8 : "\"_cut\":true"u8);
                return true;
            }

            writer.WriteRaw(any ? ","u8 : ""u8);
            any = true;
            string name = Cut(member.Name, Limits.MaxText);
            writer.WriteString(renamed is not null && renamed.Contains(name) ? "original_" + name : name);
            writer.WriteRaw(":"u8);
            bool isFlag = member.Value.Kind is JsonKind.True or JsonKind.False or JsonKind.Null || member.Value.IsEmpty;
            if (!isFlag && (SecretNames.Contains(name) || (isSecretFile && SecretFiles.IsContent(member.Name)) || (isSecretPair && SecretPairs.IsValue(member))))
            {
                writer.WriteRaw(MaskedString);
            }
            else
            {
                // The members behind this one get what they need, or half of what is left.
                long room = Math.Max(0, end - writer.Written.Length);
                long behind = Math.Max(0, valueEnd - (member.Value.Start + member.Value.Bytes.Length));
                WriteValue(ref writer, member.Value, end - Math.Min(behind + Overshoot, room / 2), (isSecret && !SecretFiles.IsHarmless(member.Name)) || (isSecretCall && SecretFiles.IsResult(member.Name)));
            }
        }

        return any;
    }

    private void WriteArray(ref EventWriter writer, JsonValue value, long end, bool isSecret)
    {
        bool any = false;
        string before = "";
        writer.WriteRaw("["u8);
        foreach (JsonValue item in value.Items)
        {
            writer.WriteRaw(any ? ","u8 : ""u8);
            any = true;
            if (writer.Written.Length >= end)
            {
                CutTexts++;
                writer.WriteRaw("\"_cut\""u8);
                break;
            }

            string? argument = item.Kind == JsonKind.String && item.Bytes.Length <= MaxArgument && before.Length <= MaxArguments ? item.GetString() : null;
            if (argument is not null && IsSecretArgument(before, argument))
            {
                writer.WriteRaw(MaskedString);
            }
            else
            {
                WriteValue(ref writer, item, end, isSecret);
            }

            before = argument is null ? "" : $"{before}{argument} ";
        }

        writer.WriteRaw("]"u8);
    }

    /// <summary>Whether the words of an array before this one make it a secret: <c>["docker","login","-p","SECRET"]</c>.</summary>
    private static bool IsSecretArgument(string before, string argument) =>
        before.Length != 0 && argument.Length != 0 && !argument.Contains(' ', StringComparison.Ordinal)
        && !Redactor.Redact(before + argument).EndsWith(argument, StringComparison.Ordinal);

    private void WriteString(ref EventWriter writer, JsonValue value, long end)
    {
        long room = Math.Max(64, end - writer.Written.Length);
        int max = (int)Math.Min(Limits.MaxText, room);
        bool isLong = value.Bytes.Length > max;

        // More than is kept: so a secret at the end of what is kept is seen whole.
        string text = Redactor.Redact(value.GetString(isLong ? (int)Math.Min((6L * max) + Texts.Beyond, int.MaxValue) : int.MaxValue)!);
        if (isLong && (text.Length > max || value.Bytes.Length > (6L * max) + Texts.Beyond))
        {
            CutTexts++;
            text = string.Create(CultureInfo.InvariantCulture, $"{Texts.Cut(text, max)}…[cut: {value.CountCharacters()} characters]");
        }
        else if (value.IsCut)
        {
            text += "…[cut]";
        }

        writer.WriteString(text);
    }

    private static string Cut(JsonValue name, int max) => name.GetString((int)Math.Min(6L * max, int.MaxValue))!;
}
