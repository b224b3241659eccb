using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Tests.Redaction;

/// <summary>The list of made-up secrets and of harmless texts in secrets.json, and each line of the tables of patterns.</summary>
public sealed partial class SecretListTests
{
    private const int Rounds = 20;
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string HexDigits = "0123456789abcdef";

    private static readonly JsonElement List =
        JsonElement.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "FastEmit.Hooks.Tests", "Redaction", "secrets.json")));

    public static TheoryData<string> TokenPrefixes => [.. TokenPattern.All.Select(static pattern => pattern.Prefix)];

    public static TheoryData<int> Commands => [.. Enumerable.Range(0, CommandSecret.All.Length)];

    [Fact]
    public void Redact_ListOfSecrets_FindsAtLeast99OfHundred()
    {
        int total = 0;
        List<string> missed = [];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (JsonElement line in List.GetProperty("secrets").EnumerateArray())
            {
                Filling filling = new(round);
                string text = filling.Fill(line.GetProperty("text").GetString()!);
                string secret = filling.Fill(line.GetProperty("secret").GetString()!);
                total++;
                if (Redactor.Redact(text).Contains(secret, StringComparison.Ordinal))
                {
                    missed.Add(text);
                }
            }
        }

        Assert.True(missed.Count * 100 <= total, $"{missed.Count} of {total}: {string.Join('\n', missed.Take(20))}");
    }

    [Fact]
    public void Redact_ListOfHarmlessTexts_KeepsEach()
    {
        IEnumerable<string> hidden =
            from line in List.GetProperty("harmless").EnumerateArray()
            let text = line.GetProperty("text").GetString()
            where !Redactor.Redact(text).Contains(line.GetProperty("keep").GetString()!, StringComparison.Ordinal)
            select text;

        Assert.Empty(hidden);
    }

    [Theory]
    [MemberData(nameof(TokenPrefixes))]
    public void Redact_TokenOfAKnownKind_IsGone(string prefix)
    {
        int length = TokenPattern.All.Where(pattern => pattern.Prefix == prefix).Max(static pattern => pattern.MinLength);
        string rest = new Filling(1).Fill($"9{{{length}}}");

        Assert.DoesNotContain(rest, Redactor.Redact($"use {prefix}{rest} here"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Redact_CommandLineOfAKnownCommand_HidesItsSecretAndKeepsItself(int index)
    {
        CommandSecret rule = CommandSecret.All[index];
        string secret = new Filling(index).Fill("9{14}");
        string command = rule.Within is { } within ? $"{rule.Command} {within}" : rule.Command;
        string line = (rule.Option, rule.Form) switch
        {
            (_, CommandSecretForm.User) => $"{command} {rule.Option} bob:{secret}",
            (_, CommandSecretForm.UserComma) => $"{command} {rule.Option} bob,{secret}",
            (_, CommandSecretForm.UserPercent) => $"{command} {rule.Option} bob%{secret}",
            (_, CommandSecretForm.UserSlash) => $"{command} bob/{secret}@db",
            (_, CommandSecretForm.Cookie) => $"{command} {rule.Option} sid={secret}",
            (_, CommandSecretForm.Typed) => $"{command} \"{secret}\\r\"",
            (_, CommandSecretForm.Attached) => $"{command} {rule.Option}{secret}",
            (null, CommandSecretForm.SecondWord) => $"{command} one {secret}",
            (null, CommandSecretForm.ThirdWord) => $"{command} one two {secret}",
            (null, _) => $"{command} {secret}",
            _ => $"{command} {rule.Option} {secret}",
        };

        string redacted = Redactor.Redact($"cd /src && {line} && ls");

        Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal);
        Assert.StartsWith($"cd /src && {command} ", redacted, StringComparison.Ordinal);
        Assert.EndsWith(" && ls", redacted, StringComparison.Ordinal);
    }

    /// <summary>Random values for the places of one line: the same place gets the same value.</summary>
    private sealed partial class Filling(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<string, string> _values = [];

        public string Fill(string text) => Place().Replace(
            text,
            match =>
            {
                if (!_values.TryGetValue(match.Value, out string? value))
                {
                    string alphabet = match.Groups[2].Length == 0 ? LettersAndDigits : HexDigits;
                    int length = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
                    value = string.Create(length, alphabet, (characters, letters) => _random.GetItems(letters, characters));
                    _values[match.Value] = value;
                }

                return value;
            });

        [GeneratedRegex(@"\{(\d+)(x?)\}")]
        private static partial Regex Place();
    }
}
