using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FastEmit.Cli.Collecting;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Contracts;
using FastEmit.Cli.Demonstrating;
using FastEmit.Cli.Emitting;
using FastEmit.Cli.Hooking;
using FastEmit.Cli.Listening;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Stressing;
using FastEmit.Cli.Terminals;
using FastEmit.Cli.Validating;

namespace FastEmit.Cli;

/// <summary>The root command: parses, runs the verb, and turns every outcome into an exit code.</summary>
internal sealed class FastEmitCommand : Command
{
    private const string CommandName = "fastemit";

    private FastEmitCommand(Terminal terminal)
        : base(CommandName, "Ships typed events to a Socket.IO v4 server, and shows that they arrived.")
    {
        Add(new HelpOption());
        Add(new VersionOption());
        Add(new DemoCommand(terminal));
        Add(new EmitCommand(terminal));
        Add(new StressCommand(terminal));
        Add(new CollectCommand(terminal));
        Add(new ListenCommand(terminal));
        Add(new ValidateCommand(terminal));
        Add(new ContractCommand(terminal));
        Add(new HookCommand());
        Add(new AgentCommand(terminal));
        Add(new HooksCommand(terminal));
        Add(new StatsCommand(terminal));
        Add(new RingsCommand(terminal));
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="terminal">The verb's input and output.</param>
    /// <param name="interrupted">Asks the verb to stop early and to report its results so far.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken interrupted)
    {
        bool json = arguments.Contains(CommonOptions.JsonName, StringComparer.Ordinal);
        ParseResult parsed = Parse(arguments, terminal);
        bool hasVerb = parsed.CommandResult.Command is not FastEmitCommand;
        string verb = hasVerb ? $"{CommandName} {parsed.CommandResult.Command.Name}" : CommandName;
        if (parsed.Action is ParseErrorAction)
        {
            return RefuseUsage(terminal, verb, json, hasVerb ? [.. parsed.Errors.Select(static error => error.Message)] : [AskForVerb(parsed)]);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // Interruption handles the signals: a flush may take longer than the default limit
            };
            return await parsed.InvokeAsync(configuration, interrupted);
        }
        catch (UsageException exception)
        {
            return RefuseUsage(terminal, verb, json, [exception.Message]);
        }
        catch (Exception exception)
        {
            return Report(terminal, json, ExitCode.FellShort, $"{verb}: {exception.Message}", exception.Message);
        }
    }

    /// <summary>Parses a command line without running it.</summary>
    internal static ParseResult Parse(string[] arguments, Terminal terminal)
    {
        // An argument that begins with '@' is a value like any other, not the name of a file with more arguments.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        return new FastEmitCommand(terminal).Parse(arguments, configuration);
    }

    private static string AskForVerb(ParseResult parsed)
    {
        string verbs = string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(static command => command.Name));
        return parsed.UnmatchedTokens is [var unknown, ..]
            ? $"'{unknown}' is not a verb; the verbs are {verbs}."
            : $"a verb is needed: {verbs}.";
    }

    private static int RefuseUsage(Terminal terminal, string verb, bool json, string[] errors)
    {
        string lines = string.Join(Environment.NewLine, errors.Select(error => $"{verb}: {error}"));
        string hint = $"{Environment.NewLine}Try '{verb} --help'.";
        return Report(terminal, json, ExitCode.BadUsage, lines + hint, string.Join(" ", errors));
    }

    private static int Report(Terminal terminal, bool json, int exitCode, string forPeople, string forScripts)
    {
        terminal.Error.WriteLine(forPeople);
        if (json)
        {
            JsonReport.WriteError(terminal.Output, forScripts);
        }

        return exitCode;
    }
}
