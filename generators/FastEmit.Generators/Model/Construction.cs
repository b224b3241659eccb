namespace FastEmit.Generators.Model;

/// <summary>How the static <c>Emit</c> gets from its parameters to bytes.</summary>
internal enum Construction
{
    /// <summary>Every member is a parameter: they are written without building the event.</summary>
    None = 0,

    /// <summary>Some members follow from others: the event is built first.</summary>
    Build,

    /// <summary>It cannot be built from its members, or not everybody could name their types: there is no static <c>Emit</c>.</summary>
    Impossible,
}
