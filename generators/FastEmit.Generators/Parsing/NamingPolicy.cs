namespace FastEmit.Generators.Parsing;

/// <summary>How member names become JSON names. The values are those of FastEmit.Events.EventNaming.</summary>
internal enum NamingPolicy
{
    Default = 0,
    SnakeCase,
    CamelCase,
    KebabCase,
    AsDeclared,
}
