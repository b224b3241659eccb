using FastEmit.Contracts;

// The program of the package's build: `--assembly FILE [--output DIR] [--formats A;B] [--list FILE] [--lock FILE]`. Users call `fastemit contract`.
Dictionary<string, string> given = new(StringComparer.Ordinal);
for (int i = 0; i + 1 < args.Length; i += 2)
{
    given[args[i]] = args[i + 1];
}

try
{
    string assembly = given["--assembly"];
    IReadOnlyList<EventContract> contracts = ContractReader.ReadAll(assembly); // may be empty: a project can be without events
    string[] formats = given.GetValueOrDefault("--formats", "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    if (formats is [string all] && all.Equals("true", StringComparison.OrdinalIgnoreCase))
    {
        formats = [.. ContractWriter.Formats];
    }

    IReadOnlyList<string> written = contracts.Count == 0 || formats.Length == 0
        ? []
        : ContractWriter.Write(contracts, Path.GetFileNameWithoutExtension(assembly), formats, given["--output"]);
    if (given.TryGetValue("--lock", out string? file) && contracts.Count > 0)
    {
        ContractWriter.Lock(contracts, file);
    }

    if (given.TryGetValue("--list", out string? list))
    {
        File.WriteAllLines(list, written);
    }

    return 0;
}
catch (ContractException exception)
{
    Console.Error.WriteLine($"FastEmit : error FECONTRACT: {exception.Message}"); // the form that MSBuild parses
    return 1;
}
