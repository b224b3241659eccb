namespace FastEmit.Architecture.Tests;

/// <summary>
/// Types of <c>src</c> and <c>generators</c> stay small: few parts, few fields, and no file of its own for a handful of lines.
/// A type that is over a limit today is listed with its number, which may only shrink.
/// </summary>
public sealed class HouseTests
{
    private const int MostParts = 3;
    private const int MostFields = 12;

    /// <summary>How many files may be small while they are a quarter of all or more; zero when they are fewer.</summary>
    private const int SmallFilesToday = 0;

    /// <summary>The types over <see cref="MostParts"/>, each with the number of its parts.</summary>
    private static readonly Dictionary<string, int> TypesOfManyParts = [];

    /// <summary>The types over <see cref="MostFields"/>, each with the number of its private instance fields.</summary>
    private static readonly Dictionary<string, int> TypesOfManyFields = [];

    private static readonly string[] Thirteen = [.. Enumerable.Range(0, 13).Select(static i => $"    private int _field{i};")];

    [Fact]
    public void Types_Parts_AreAtMostThree() => AssertNone(Faults(House.Measured.Types, static type => type.Parts, MostParts, TypesOfManyParts));

    [Fact]
    public void Types_PrivateFields_AreAtMostTwelve() => AssertNone(Faults(House.Measured.Types, static type => type.Fields, MostFields, TypesOfManyFields));

    [Fact]
    public void Files_UnderThirtyLines_AreFewerThanAQuarter() => Assert.Equal("", SmallFilesFault(House.Measured, SmallFilesToday));

    [Fact]
    public void Guard_FourthPart_IsCaught()
    {
        House house = House.Measure([.. Enumerable.Range(0, 4).Select(static i => ($"src/A/Wide.{i}.cs", "namespace A; partial class Wide { }"))]);

        Assert.Equal(["A/Wide has 4; accepted: 3"], Faults(house.Types, static type => type.Parts, MostParts, []));
    }

    [Fact]
    public void Guard_ThirteenFieldsInTwoParts_AreCaught()
    {
        House house = House.Measure(
        [
            ("src/A/Wide.cs", $"namespace A; partial class Wide {{ {string.Concat(Thirteen[..6])} }}"),
            ("src/A/Wide.More.cs", $"namespace A; partial class Wide {{ {string.Concat(Thirteen[6..])} }}"),
        ]);

        Assert.Equal(["A/Wide has 13; accepted: 12"], Faults(house.Types, static type => type.Fields, MostFields, []));
    }

    [Fact]
    public void Guard_FieldsOfTheTypeItselfOrOfOthers_AreNotCounted()
    {
        House house = House.Measure(
        [
            ("src/A/Narrow.cs", $"namespace A; class Narrow {{ static int _shared; const int Limit = 1; public int Open; class Inner {{ {string.Concat(Thirteen[..12])} }} }}"),
            ("src/B/Narrow.cs", $"namespace A; class Narrow {{ {string.Concat(Thirteen[..12])} }}"),
        ]);

        Assert.Empty(Faults(house.Types, static type => type.Fields, MostFields, []));
    }

    [Fact]
    public void Guard_ListedTypeThatGrew_IsCaught() =>
        Assert.Equal(["A/Wide has 14; accepted: 13"], Faults([new("A/Wide", 1, 14)], static type => type.Fields, MostFields, new() { ["A/Wide"] = 13 }));

    [Fact]
    public void Guard_ListedTypeNoLongerOver_IsCaught() =>
        Assert.Equal(["A/Wide is no longer over: remove it from the list"], Faults([new("A/Wide", 1, 12)], static type => type.Fields, MostFields, new() { ["A/Wide"] = 13 }));

    [Theory]
    [InlineData(1, 3, 0, "1 of 4 files have fewer than 30 lines; accepted: 0")]
    [InlineData(2, 2, 1, "2 of 4 files have fewer than 30 lines; accepted: 1")]
    [InlineData(1, 4, 1, "fewer than a quarter of the files are small: set the number of today to zero")]
    [InlineData(1, 4, 0, "")]
    [InlineData(2, 2, 2, "")]
    public void Guard_SmallFiles_AreCounted(int small, int others, int today, string fault)
    {
        House house = House.Measure(
        [
            .. Enumerable.Range(0, small).Select(static i => ($"src/A/Small{i}.cs", new string('\n', 29))),
            .. Enumerable.Range(0, others).Select(static i => ($"src/A/Other{i}.cs", new string('\n', 30))),
        ]);

        Assert.Equal(fault, SmallFilesFault(house, today));
    }

    private static void AssertNone(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join('\n', faults));

    private static IEnumerable<string> Faults(IReadOnlyList<TypeSize> types, Func<TypeSize, int> count, int most, Dictionary<string, int> listed) =>
    [
        .. from type in types
           let accepted = listed.GetValueOrDefault(type.Name, most)
           where count(type) > accepted
           select $"{type.Name} has {count(type)}; accepted: {accepted}",
        .. from name in listed.Keys
           where types.All(type => type.Name != name || count(type) <= most)
           select $"{name} is no longer over: remove it from the list",
    ];

    private static string SmallFilesFault(House house, int today)
    {
        bool isOver = house.SmallFiles * 4 >= house.Files;
        return isOver && house.SmallFiles > today ? $"{house.SmallFiles} of {house.Files} files have fewer than 30 lines; accepted: {today}"
            : !isOver && today > 0 ? "fewer than a quarter of the files are small: set the number of today to zero"
            : "";
    }
}
