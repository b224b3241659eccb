namespace FastEmit.Generators.Model;

/// <summary>How the static <c>Emit</c> serializes its parameters.</summary>
internal enum Construction
{
    /// <summary>Every member is a parameter: the parameters are written without building the event.</summary>
    None = 0,

    /// <summary>Some members are computed from others: the event is built first.</summary>
    Build,

    /// <summary>The event cannot be built from its members, or other code cannot name their types: there is no static <c>Emit</c>.</summary>
    Impossible,
}
