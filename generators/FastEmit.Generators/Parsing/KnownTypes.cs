namespace FastEmit.Generators.Parsing;

/// <summary>Metadata names of the attributes that parsers look for.</summary>
internal static class KnownTypes
{
    public const string HookEvent = "FastEmit.Events.HookEventAttribute";
    public const string PartitionKey = "FastEmit.Events.PartitionKeyAttribute";
    public const string JsonPropertyName = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string JsonIgnore = "System.Text.Json.Serialization.JsonIgnoreAttribute";
}
