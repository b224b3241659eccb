using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>Metadata of the file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BudgetFile))]
internal sealed partial class BudgetJson : JsonSerializerContext;
