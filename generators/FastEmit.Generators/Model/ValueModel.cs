namespace FastEmit.Generators.Model;

/// <summary>How a value is written.</summary>
internal abstract record ValueModel;
