using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FastEmit.Simulation;

/// <summary>
/// What the simulation is worth: faults that are planted in core, ring and the collector's session core are found by the gate's seeds. <c>FASTEMIT_SIMULATION_MUTATIONS=REGEX</c>
/// tries those whose file or text matches, and reports into the folder for temporary files.
/// </summary>
public sealed class MutationTests
{
    private const string NotFound = "NOT FOUND";

    [Fact]
    public void All_Mutations_StandInTheSourceOnce()
    {
        Assert.InRange(Mutations.All.Count, 40, int.MaxValue);
        foreach (Mutation mutation in Mutations.All)
        {
            Assert.Equal(2, File.ReadAllText(mutation.Path).Split(mutation.Text).Length);
        }
    }

    [Fact]
    public void Run_AnyMutation_IsFound()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION") == "mutations", "Takes minutes (FASTEMIT_SIMULATION=mutations).");
        string? chosen = Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION_MUTATIONS");
        Mutation[] mutations = [.. Mutations.All.Where(mutation => chosen is null || Regex.IsMatch(mutation.ToString(), chosen))];
        string?[] found = new string?[mutations.Length];
        Parallel.For(
            0,
            found.Length,
            SeedRun.OneThreadEach,
            static () => new MutantBuild(),
            (index, _, build) =>
            {
                found[index] = build.FindFault(mutations[index]) ?? NotFound;
                lock (found)
                {
                    WriteReport(
                        chosen is null ? Path.Combine(RepositoryRoot.Path, "artifacts", "bench", "simulation.md") : Path.Combine(Path.GetTempPath(), "simulation.md"),
                        mutations,
                        found);
                }

                return build;
            },
            static build => build.Dispose());
        Assert.DoesNotContain(NotFound, found);
    }

    private static void WriteReport(string path, Mutation[] mutations, string?[] found)
    {
        StringBuilder table = new();
        for (int i = 0; i < found.Length; i++)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(mutations[i].ToString())} | {Cell(found[i] ?? "not tried")} |");
        }

        File.WriteAllText(
            path,
            $"""
            # Planted faults that the simulation finds

            `FASTEMIT_SIMULATION=mutations dotnet test --project tests/FastEmit.Simulation`: each of these changes, by itself, makes one of
            the gate's {SeedRun.GateSeeds} seeds fail. {found.Count(static reason => reason is not null and not NotFound)} of {found.Length} are found.

            | planted | found by |
            |---|---|
            {table}
            """);
    }

    private static string Cell(string text) =>
        (text.Length > 200 ? text[..200] + " …" : text).Replace("|", "\\|", StringComparison.Ordinal);
}
