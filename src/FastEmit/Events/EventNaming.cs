namespace FastEmit.Events;

/// <summary>How the names of members become names in JSON, where no <c>JsonPropertyName</c> says it.</summary>
public enum EventNaming
{
    /// <summary>The assembly's <see cref="HookEventDefaultsAttribute"/>, and without one <see cref="SnakeCase"/>.</summary>
    Default = 0,

    /// <summary><c>tool_name</c>, as agent hooks use it.</summary>
    SnakeCase,

    /// <summary><c>toolName</c>.</summary>
    CamelCase,

    /// <summary><c>tool-name</c>.</summary>
    KebabCase,

    /// <summary><c>ToolName</c>: as it is declared.</summary>
    AsDeclared,
}
