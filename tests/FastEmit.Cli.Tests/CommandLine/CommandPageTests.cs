using System.Text;

namespace FastEmit.Cli.Tests.CommandLine;

/// <summary>docs/cli.md: the real help of every verb.</summary>
public sealed class CommandPageTests
{
    private const string Head =
        """
        # The command line

        This page is generated from `fastemit --help` and the help of each verb. Every verb that does something takes `--json` and then prints
        exactly one JSON object on standard output. Exit codes: 0 when everything that was asked for happened, 1 when it did not, 2 for bad usage.


        """;

    [Fact]
    public async Task Page_IsTheHelpOfEveryVerb()
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        await AppendAsync(page, []);

        GeneratedPage.AssertIs("docs/cli.md", page.ToString());
    }

    private static async Task AppendAsync(StringBuilder page, string[] verb)
    {
        CommandLineSession session = await CommandLineSession.RunAsync([.. verb, "--help"]);
        Assert.Equal((0, ""), (session.ExitCode, session.Error));
        string help = session.Output.ReplaceLineEndings("\n").Trim();
        page.Append($"{new string('#', 2 + Math.Max(0, verb.Length - 1))} `{string.Join(' ', verb.Prepend("fastemit"))}`\n\n```text\n");
        foreach (string line in help.Split('\n'))
        {
            page.Append(line.TrimEnd()).Append('\n');
        }

        page.Append("```\n\n");
        int commands = help.IndexOf("\nCommands:\n", StringComparison.Ordinal);
        foreach (string line in commands < 0 ? [] : help[(commands + "\nCommands:\n".Length)..].Split('\n').TakeWhile(static line => line.Length != 0))
        {
            await AppendAsync(page, [.. verb, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]]);
        }
    }
}
