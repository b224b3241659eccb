namespace FastEmit.Generators.Parsing;

/// <summary>The parts of System.Text.Json's JsonNumberHandling that concern writing, with its values.</summary>
[Flags]
internal enum NumberHandling
{
    None = 0,
    WriteAsString = 2,
    NamedFloats = 4,
}
