namespace FastEmit.Events;

/// <summary>
/// Names a closed type of a generic event of this assembly, so that it can be sent: <c>[assembly: ClosedEvent(typeof(Changed&lt;Order&gt;))]</c>.
/// Needed only where no code of the assembly names it: generic code that builds it, types that the compiler infers.
/// </summary>
/// <param name="type">The closed type.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ClosedEventAttribute(Type type) : Attribute
{
    /// <summary>The closed type.</summary>
    public Type Type { get; } = type;
}
