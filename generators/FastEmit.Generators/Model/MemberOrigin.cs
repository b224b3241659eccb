namespace FastEmit.Generators.Model;

/// <summary>How a member gets its value when an event is built.</summary>
internal enum MemberOrigin
{
    /// <summary>It has a setter.</summary>
    Settable = 0,

    /// <summary>The constructor takes it.</summary>
    ConstructorParameter,

    /// <summary>It is computed from others.</summary>
    Computed,
}
