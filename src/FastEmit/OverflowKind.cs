namespace FastEmit;

/// <summary>The kinds of <see cref="OverflowPolicy"/>.</summary>
internal enum OverflowKind : byte
{
    DropNewest = 0,
    Wait,
    Fallback,
}
