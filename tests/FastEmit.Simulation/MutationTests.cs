using System.Globalization;
using System.Text;

namespace FastEmit.Simulation;

/// <summary>What the simulation is worth: faults that are planted in the core are found by the gate's seeds.</summary>
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
        string?[] found = new string?[Mutations.All.Count];
        Parallel.For(
            0,
            found.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            static () => new MutantBuild(),
            (index, _, build) =>
            {
                found[index] = build.FindFault(Mutations.All[index]) ?? NotFound;
                lock (found)
                {
                    WriteReport(found);
                }

                return build;
            },
            static build => build.Dispose());
        Assert.DoesNotContain(NotFound, found);
    }

    private static void WriteReport(string?[] found)
    {
        StringBuilder table = new();
        for (int i = 0; i < found.Length; i++)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(Mutations.All[i].ToString())} | {Cell(found[i] ?? "not tried")} |");
        }

        File.WriteAllText(
            Path.Combine(RepositoryRoot.Path, "artifacts", "bench", "simulation.md"),
            $"""
            # Planted faults that the simulation finds

            `FASTEMIT_SIMULATION=mutations dotnet test --project tests/FastEmit.Simulation`: each of these changes to the core, by itself, makes one of
            the gate's {SeedRun.GateSeeds} seeds fail. {found.Count(static reason => reason is not null and not NotFound)} of {found.Length} are found.

            | planted | found by |
            |---|---|
            {table}
            """);
    }

    private static string Cell(string text) =>
        (text.Length > 200 ? text[..200] + " …" : text).Replace("|", "\\|", StringComparison.Ordinal);
}
