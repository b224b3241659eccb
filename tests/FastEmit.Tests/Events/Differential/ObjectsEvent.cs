using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

#pragma warning disable FE017 // nothing is what it is
[HookEvent("objects")]
public partial record ObjectsEvent(Shape? Shape, List<Shape> Shapes, Point At, Point? Maybe, Page<Point>? Points, Dictionary<string, Shape?> Named)
{
    public Plain Plain { get; init; } = new();

    public Empty? Empty { get; init; }

    public Optional Optional { get; init; }

    internal static ObjectsEvent Random(RandomValues random) => new(
        random.MaybeNull(() => RandomShape(random)),
        [.. random.Array(() => RandomShape(random))],
        RandomPoint(random),
        random.Maybe(() => RandomPoint(random)),
        random.MaybeNull(() => new Page<Point>(random.Array(() => RandomPoint(random)), random.Number(9))),
        random.Dictionary(random.Text, () => random.MaybeNull(() => RandomShape(random))))
    {
        Plain = new Plain { Text = random.MaybeNull(random.Text), Inner = random.MaybeNull(() => new Plain { Field = 4 }.Leaf) },
        Empty = random.MaybeNull(static () => new Empty()),
        Optional = new Optional(random.MaybeNull(random.Text), random.Number(2), random.Maybe(random.Guid)),
    };

    private static Point RandomPoint(RandomValues random) => new(random.Finite(), random.Finite());

    private static Shape RandomShape(RandomValues random) => random.Number(3) switch
    {
        0 => new Shape(random.Text()),
        1 => new Circle(random.Text(), random.Finite()),
        _ => new Square(random.Text(), random.Finite(), RandomPoint(random)),
    };
}

public readonly record struct Point(double X, double Y);

public sealed record Page<T>(T[] Items, int Total);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Shape), "shape")]
[JsonDerivedType(typeof(Circle), "cir\"cle")]
[JsonDerivedType(typeof(Square), 2)]
public record Shape(string Name);

public record Circle(string Name, double Radius) : Shape(Name);

public sealed record Square(string Name, double Side, Point Corner) : Shape(Name);

public sealed record Empty;

public readonly record struct Optional(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Second,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Third);

public class Plain
{
    public string? Text { get; set; }

    [JsonInclude]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1051", Justification = "A field that is written is what is tested.")]
    public int Field = 3;

    public Leaf? Inner { get; set; }

    [JsonIgnore]
    public Leaf Leaf => new(Field);

    public virtual int Virtual => 1;
}

public sealed record Leaf(int Value);
