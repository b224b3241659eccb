using System.Text;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;

namespace FastEmit.Hooks.Tests.Settings;

public sealed class HookInstallationTests
{
    private const string Command = "/usr/local/bin/fastemit hook";

    private static readonly string[] Types = [.. HookHosts.Claude.Types];

    private const string Commented =
        """
        // my settings
        {
            "model": "opus", // the large one
            /* permissions, "quoted" and, with commas */
            "permissions": { "allow": ["Bash(ls:*)"], "deny": [], },
            "hooks": {
                // somebody else's
                "PreToolUse": [
                    {
                        "matcher": "Bash",
                        "hooks": [
                            { "type": "command", "command": "guard.sh" } // keep
                        ]
                    },
                ],
                "Custom": []
            },
            "env": {"A": "// no comment", "B": "1"} // last
        }

        """;

    /// <summary>Settings as people have them.</summary>
    public static TheoryData<string> Texts =>
    [
        "",
        "{}",
        "{}\n",
        "{\n}\n",
        "{\"a\":1}",
        "{ \"a\": [1, 2] }\n",
        "{\n  \"a\": 1\n}\n",
        "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": true\n\t}\n}\n",
        "{\r\n  \"a\": 1\r\n}\r\n",
        "{\n  \"a\": 1, // x, y\n}\n",
        "{\n  \"a\": 1 // x\n}\n",
        "{\n  // nothing yet\n}\n",
        "\uFEFF{\n  \"a\": 1\n}\n",
        Commented,
        Commented.ReplaceLineEndings("\r\n"),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Install_Settings_KeepsEveryLineInItsOrder(string text)
    {
        SettingsText settings = Install(text, out int changed);
        string installed = Encoding.UTF8.GetString(settings.Bytes);

        Assert.Equal(Types.Length, changed);
        Assert.Equal(Types, HookInstallation.Find(settings).Select(static hook => hook.Type).Order(Comparer<string>.Create(OrderOfDefault)));
        Assert.All(HookInstallation.Find(settings), static hook => Assert.Equal(Command, hook.Command));
        AssertContainsInOrder(installed, text);
        Assert.DoesNotContain("\n\n\n", installed, StringComparison.Ordinal);
        Assert.Equal(text.Contains('\r', StringComparison.Ordinal), installed.Contains('\r', StringComparison.Ordinal));
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            Assert.Equal(installed.Count(static c => c == '\n'), installed.Count(static c => c == '\r'));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Install_Twice_ChangesNothing(string text)
    {
        byte[] once = Install(text, out _).Bytes;
        SettingsText again = new(once);
        Assert.Equal(0, Install(again, Types, Command));
        Assert.Equal(once, again.Bytes);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Uninstall_AfterInstall_LeavesWhatWasThere(string text)
    {
        SettingsText settings = new(Install(text, out _).Bytes);
        Assert.Equal(Types.Length, HookInstallation.Uninstall(settings));
        Assert.Empty(HookInstallation.Find(settings));
        string left = Encoding.UTF8.GetString(settings.Bytes);

        // Layout may differ where there was an empty object or a comma too many; every value and comment may not.
        Assert.Equal(Squeezed(text.Length == 0 ? "{}" : text), Squeezed(left));
        Assert.Equal(0, HookInstallation.Uninstall(new SettingsText(settings.Bytes)));
    }

    [Fact]
    public void Install_GroupsInOneLine_StayInOneLine()
    {
        SettingsText settings = new("""{"hooks": {"Stop": [{"hooks": []}]}}"""u8.ToArray());
        Install(settings, ["Stop"], Command);
        Assert.Equal(
            """{"hooks": {"Stop": [{"hooks": []}, { "hooks": [ { "type": "command", "command": "?", "timeout": 10 } ] }]}}""".Replace("?", Command, StringComparison.Ordinal),
            Encoding.UTF8.GetString(settings.Bytes));
    }

    [Theory]
    [InlineData("{\n  \"a\": 1\n}\n")]
    [InlineData("{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": true\n\t}\n}\n")]
    [InlineData("{\r\n  \"a\": 1\r\n}\r\n")]
    [InlineData("{\"a\":1}")]
    public void Uninstall_AfterInstall_IsByteForByteTheSame(string text)
    {
        SettingsText settings = new(Install(text, out _).Bytes);
        HookInstallation.Uninstall(settings);
        Assert.Equal(text, Encoding.UTF8.GetString(settings.Bytes));
    }

    [Theory]
    [InlineData("[ours, 1]", "[1]")]
    [InlineData("[ // c\n  ours, // d\n  1]", "[ // c\n  // d\n  1]")]
    [InlineData("[1, ours]", "[1]")]
    [InlineData("[1, // c\n  ours // d\n]", "[1 // c // d\n]")]
    [InlineData("[ours]", "[]")]
    [InlineData("[\n  // c\n  ours\n]", "[\n  // c\n]")]
    [InlineData("[ours,]", "[]")]
    public void Remove_AmongCommentsAndCommas_LeavesValidTextWithTheComments(string array, string expected)
    {
        SettingsText settings = new(Encoding.UTF8.GetBytes($"{{\"a\": {array.Replace("ours", "\"ours\"", StringComparison.Ordinal)}}}"));
        foreach (JsonValue item in settings.Root["a"u8].Items)
        {
            if (item.Is("ours"u8))
            {
                settings.Remove(SettingsText.RangeOf(item).Start, item);
                break;
            }
        }

        Assert.Equal($"{{\"a\": {expected}}}", Encoding.UTF8.GetString(settings.Bytes));
    }

    [Fact]
    public void Install_EmptyFile_IsLaidOutForReading()
    {
        SettingsText settings = new([]);
        Install(settings, ["PreToolUse", "Stop"], Command);
        Assert.Equal(
            """
            {
              "hooks": {
                "PreToolUse": [
                  {
                    "matcher": "*",
                    "hooks": [
                      {
                        "type": "command",
                        "command": "/usr/local/bin/fastemit hook",
                        "timeout": 10
                      }
                    ]
                  }
                ],
                "Stop": [
                  {
                    "hooks": [
                      {
                        "type": "command",
                        "command": "/usr/local/bin/fastemit hook",
                        "timeout": 10
                      }
                    ]
                  }
                ]
              }
            }

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(settings.Bytes));
    }

    [Fact]
    public void Install_OtherHooksOfAType_AreKept()
    {
        SettingsText settings = Install(Commented, out _);
        List<string> commands = [];
        foreach (JsonValue group in settings.Root["hooks"u8]["PreToolUse"u8].Items)
        {
            foreach (JsonValue hook in group["hooks"u8].Items)
            {
                commands.Add(hook["command"u8].GetString()!);
            }
        }

        Assert.Equal(["guard.sh", Command], commands);
        Assert.Contains("{ \"type\": \"command\", \"command\": \"guard.sh\" } // keep", Encoding.UTF8.GetString(settings.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Install_OlderCommand_IsReplacedInItsPlace()
    {
        SettingsText settings = Install("{}", out _);
        Assert.Equal(Types.Length, Install(settings, Types, "\"/new place/fastemit\" hook --url http://x"));
        Assert.Equal(Types.Length, HookInstallation.Find(settings).Count);
        Assert.All(HookInstallation.Find(settings), static hook => Assert.Equal("\"/new place/fastemit\" hook --url http://x", hook.Command));
    }

    [Theory]
    [InlineData("{\"hooks\": []}")]
    [InlineData("{\"hooks\": {\"Stop\": {}}}")]
    [InlineData("{\"hooks\": \"x\"}")]
    public void Install_HooksOfAnotherShape_IsRefused(string text) => Assert.Throws<JsonSyntaxException>(() => Install(text, out _));

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\": 1,, \"b\": 2}")]
    [InlineData("{} /* open")]
    public void New_NoSettings_IsRefused(string text)
    {
        if (text != "{} /* open") // a comment that is never closed is one to the end
        {
            Assert.Throws<JsonSyntaxException>(() => new SettingsText(Encoding.UTF8.GetBytes(text)));
        }
        else
        {
            Assert.Equal(JsonKind.Object, new SettingsText(Encoding.UTF8.GetBytes(text)).Root.Kind);
        }
    }

    [Theory]
    [InlineData("fastemit hook", true)]
    [InlineData("/usr/bin/fastemit hook --url http://x", true)]
    [InlineData("\"/a b/fastemit\" hook", true)]
    [InlineData("/usr/bin/dotnet /x/FastEmit.Cli.dll hook", true)]
    [InlineData("notfastemit hook", false)]
    [InlineData("fastemit hooks status", false)]
    [InlineData("fastemit emit", false)]
    [InlineData("echo hook", false)]
    [InlineData("/opt/fastemit-hook", true)]
    [InlineData("/opt/fastemit-hook --agent codex", true)]
    [InlineData("notfastemit-hook", false)]
    public void IsOurs_Command_IsRecognised(string command, bool expected) => Assert.Equal(expected, HookInstallation.IsOurs(command));

    private static SettingsText Install(string text, out int changed)
    {
        SettingsText settings = new(Encoding.UTF8.GetBytes(text));
        changed = Install(settings, Types, Command);
        return settings;
    }

    private static int Install(SettingsText settings, string[] types, string command) =>
        HookInstallation.Install(settings, HookHosts.Claude, types, new HookEntry("", [], command, Endpoint: null));

    private static int OrderOfDefault(string left, string right) =>
        Array.IndexOf(Types, left).CompareTo(Array.IndexOf(Types, right));

    /// <summary>Every part of the text between white space and commas is still there, in the same order.</summary>
    private static void AssertContainsInOrder(string installed, string text)
    {
        int from = 0;
        foreach (string part in text.Split([' ', '\n', '\r', '\t', ',', '{', '}', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            int found = installed.IndexOf(part, from, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing behind '{installed[..from]}'");
            from = found + part.Length;
        }
    }

    private static string Squeezed(string text) =>
        string.Concat(text.Replace(",", "", StringComparison.Ordinal).Where(static c => !char.IsWhiteSpace(c)));
}
