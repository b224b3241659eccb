namespace FastEmit.Samples.Contract;

/// <summary>What a tool does.</summary>
public enum ToolKind
{
    Command,
    Edit,
    Search,
}
