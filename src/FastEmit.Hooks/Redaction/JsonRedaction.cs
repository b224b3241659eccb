using System.Globalization;
using FastEmit.Events;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Copies JSON within limits and without its secrets. Omitted parts are marked.</summary>
/// <param name="limits">The limits.</param>
/// <param name="start">The writer's position from which the total size counts.</param>
internal struct JsonRedaction(TextLimits limits, int start)
{
    /// <summary>The member that marks an object with omitted members.</summary>
    public const string CutName = "_cut";

    /// <summary>Bytes by which a value may exceed its room: its closing characters and the mark of a cut.</summary>
    private const int Overshoot = 256;

    /// <summary>Longer strings in an array are no words of a command line. Strings after <see cref="MaxArguments"/> characters are not checked either.</summary>
    private const int MaxArgument = 256;
    private const int MaxArguments = 1024;

    private readonly long _end = (long)start + limits.MaxTotal;

    private static ReadOnlySpan<byte> MaskedString => "\"[redacted]\""u8;

    /// <summary>The limits.</summary>
    public TextLimits Limits { get; } = limits;

    /// <summary>The number of texts, lists and objects that were cut.</summary>
    public int CutTexts { get; private set; }

    /// <summary>Writes a value; a missing value as null.</summary>
    public void Write(ref EventWriter writer, JsonValue value) => WriteValue(ref writer, value, _end, isSecret: false);

    /// <summary>Writes an object's members into an open object.</summary>
    /// <param name="writer">The target.</param>
    /// <param name="value">The object.</param>
    /// <param name="any">Whether the open object has members already.</param>
    /// <param name="renamed">The names of members that are written as <c>original_…</c>; null for none.</param>
    /// <returns>Whether the open object has members now.</returns>
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
                // Reserves the room that the following members need, at most half of the rest.
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

    /// <summary>Whether the previous words of the array make this one a secret: <c>["docker","login","-p","SECRET"]</c>.</summary>
    private static bool IsSecretArgument(string before, string argument) =>
        before.Length != 0 && argument.Length != 0 && !argument.Contains(' ', StringComparison.Ordinal)
        && !Redactor.Redact(before + argument).EndsWith(argument, StringComparison.Ordinal);

    private void WriteString(ref EventWriter writer, JsonValue value, long end)
    {
        long room = Math.Max(64, end - writer.Written.Length);
        int max = (int)Math.Min(Limits.MaxText, room);
        bool isLong = value.Bytes.Length > max;

        // Redacts more text than is kept, so that a secret across the cut is found whole.
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

/// <summary>Objects with a name and a value: <c>{"name":"DB_PASSWORD","value":…}</c>.</summary>
internal static class SecretPairs
{
    private const int MaxName = 256;

    /// <summary>Whether the object's name is a secret's.</summary>
    public static bool IsNamed(JsonValue value)
    {
        foreach (JsonMember member in value.Members)
        {
            bool isName = member.HasName("name"u8) || member.HasName("key"u8) || member.HasName("Name"u8) || member.HasName("Key"u8);
            if (isName && member.Value.GetString(MaxName) is { } name && SecretNames.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a member of such an object is its value.</summary>
    public static bool IsValue(JsonMember member) => member.HasName("value"u8) || member.HasName("Value"u8) || member.HasName("val"u8);
}
