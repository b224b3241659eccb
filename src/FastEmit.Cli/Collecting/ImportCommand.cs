using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect import PATH</c>: the events of a collector's files go into another store.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string> _path = new("PATH") { Description = "The folder of a collector's files (--data), or one of them. It is only read." };

    private readonly Option<string> _store = new("--store") { Description = $"The database to put them into, as in collect. Also read from {StoreSettings.Variable}.", HelpName = "URL" };

    private readonly Option<string> _data = new("--data") { Description = "The folder to put them into instead.", HelpName = "DIR" };

    private readonly Option<long> _after = new("--after")
    {
        Description = "Begin behind the event with this id: where an import that was cut off says it got to.",
        HelpName = "ID",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ImportCommand(Terminal terminal)
        : base("import", "Put the events of a collector's files into another store, with the times at which they were received.")
    {
        Add(_path);
        foreach (Option option in (Option[])[_store, _data, _after, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) =>
        {
            StoreSettings store = new(parsed.GetValue(_data), StoreSettings.UrlOr(parsed.GetValue(_store), parsed.GetValue(_data)), StoreSettings.MostMebibytes);
            return new ImportRun(terminal, parsed.GetRequiredValue(_path), store, parsed.GetValue(_after), parsed.GetValue(_json)).RunAsync(interrupted);
        });
    }
}
