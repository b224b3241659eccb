using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>The bytes that a piece of code reserves before it writes: a constant plus terms that are known only at run time.</summary>
internal sealed class Budget
{
    private readonly List<string> _terms = [];

    public long Constant { get; private set; }

    public bool IsConstant => _terms.Count == 0;

    public void Add(int bytes) => Constant += bytes;

    public void Add(string term) => _terms.Add(term);

    public override string ToString() => string.Join(" + ", [$"{Constant}L", .. _terms]);

    /// <summary>The maximum number of bytes that the runtime's method of that name writes (UncheckedJson's constants).</summary>
    public static int Of(ScalarKind kind) => kind switch
    {
        ScalarKind.Boolean or ScalarKind.Char => 8,
        ScalarKind.Int32 or ScalarKind.UInt32 => 11,
        ScalarKind.Int64 or ScalarKind.UInt64 => 20,
        ScalarKind.Int128 or ScalarKind.UInt128 => 40,
        ScalarKind.Half or ScalarKind.Single or ScalarKind.Double or ScalarKind.Decimal => 32,
        ScalarKind.Guid => 38,
        ScalarKind.DateTime or ScalarKind.DateTimeOffset => 35,
        ScalarKind.DateOnly => 12,
        ScalarKind.TimeOnly or ScalarKind.TimeSpan => 28,
        _ => 4, // they reserve their own bytes, except for null
    };
}
