using System.Text.Json;

namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>A tool of the made-up day.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Weight">How often it is used, relative to the others.</param>
/// <param name="MedianMs">The median of its durations in milliseconds.</param>
/// <param name="FailsOneIn">One of this number of calls fails.</param>
/// <param name="Member">The member of its input with the argument.</param>
/// <param name="Inputs">The arguments of its calls.</param>
internal sealed record DayTool(string Name, int Weight, int MedianMs, int FailsOneIn, string Member, string[] Inputs)
{
    /// <summary>The tool that delegates work to a subagent.</summary>
    public static DayTool Task { get; } = new("Task", 0, 41_000, 40, "description", ["look for races in OrderService", "how do other clients batch?", "tests for the policy"]);

    public static IReadOnlyList<DayTool> All { get; } =
    [
        new("Read", 30, 14, 60, "file_path", ["src/Orders/OrderService.cs", "README.md", "tests/OrderServiceTests.cs", "docs/überblick.md"]),
        new("Bash", 24, 900, 9, "command", ["dotnet build", "dotnet test --filter Orders", "git diff --stat", "rg -n \"TODO\" src | head -20", "git push origin main", "npm ci"]),
        new("Edit", 18, 22, 25, "file_path", ["src/Orders/OrderService.cs", "src/Orders/OrderPolicy.cs", "src/Program.cs"]),
        new("Grep", 12, 60, 80, "pattern", ["class .*Policy", "IOrderRepository", "HttpClient"]),
        new("Glob", 6, 18, 80, "pattern", ["**/*.csproj", "src/**/*.cs"]),
        new("Write", 4, 25, 50, "file_path", ["src/Orders/OrderPolicy.cs", "tests/OrderPolicyTests.cs"]),
        new("WebFetch", 3, 1_700, 7, "url", ["https://learn.microsoft.com/dotnet/", "https://socket.io/docs/v4/"]),
        new("mcp__tracker__search", 2, 450, 12, "query", ["is:open label:bug retry", "assignee:me"]),
    ];

    public static DayTool Draw(Random random) => Weighted.Draw(All, static tool => tool.Weight, random);

    /// <summary>Writes the input of one call.</summary>
    /// <param name="json">The writer, positioned after the name of the member.</param>
    /// <param name="input">One of <see cref="Inputs"/>.</param>
    /// <param name="folder">The project's folder.</param>
    /// <param name="subagent">The kind of subagent that it starts, or null.</param>
    public void WriteInput(Utf8JsonWriter json, string input, string folder, string? subagent)
    {
        json.WriteStartObject();
        json.WriteString(Member, Member == "file_path" ? $"{folder}/{input}" : input);
        if (Name == "Edit")
        {
            json.WriteString("old_string"u8, "    return price * count;\n");
            json.WriteString("new_string"u8, "    // Cents, not euros: 3 × 0.10 is 0.30.\n    return checked(price * count);\n");
        }
        else if (Name == "Write")
        {
            json.WriteString("content"u8, "namespace Orders;\n\npublic sealed class OrderPolicy\n{\n}\n");
        }
        else if (subagent is not null)
        {
            json.WriteString("subagent_type"u8, subagent);
        }

        json.WriteEndObject();
    }
}

/// <summary>Random choices by weight.</summary>
internal static class Weighted
{
    /// <summary>Draws one item with a probability proportional to its weight.</summary>
    public static T Draw<T>(IReadOnlyList<T> all, Func<T, int> weight, Random random)
    {
        int ticket = random.Next(all.Sum(weight));
        int index = 0;
        while (ticket >= weight(all[index]))
        {
            ticket -= weight(all[index]);
            index++;
        }

        return all[index];
    }
}
