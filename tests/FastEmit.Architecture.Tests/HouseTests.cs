namespace FastEmit.Architecture.Tests;

/// <summary>
/// Types of <c>src</c> and <c>generators</c> stay small: few parts, few fields, and no file of its own for a handful of lines.
/// </summary>
public sealed class HouseTests
{
    private const int MostParts = 3;
    private const int MostFields = 12;

    private static readonly string[] Thirteen = [.. Enumerable.Range(0, 13).Select(static i => $"    private int _field{i};")];

    [Fact]
    public void Types_Parts_AreAtMostThree() => AssertNone(Faults(House.Measured.Types, static type => type.Parts, MostParts));

    [Fact]
    public void Types_PrivateFields_AreAtMostTwelve() => AssertNone(Faults(House.Measured.Types, static type => type.Fields, MostFields));

    [Fact]
    public void Files_UnderThirtyLines_AreFewerThanAQuarter() => Assert.Equal("", SmallFilesFault(House.Measured));

    [Fact]
    public void Guard_FourthPart_IsCaught()
    {
        House house = House.Measure([.. Enumerable.Range(0, 4).Select(static i => ($"src/A/Wide.{i}.cs", "namespace A; partial class Wide { }"))]);

        Assert.Equal(["A/Wide has 4; accepted: 3"], Faults(house.Types, static type => type.Parts, MostParts));
    }

    [Fact]
    public void Guard_ThirteenFieldsInTwoParts_AreCaught()
    {
        House house = House.Measure(
        [
            ("src/A/Wide.cs", $"namespace A; partial class Wide {{ {string.Concat(Thirteen[..6])} }}"),
            ("src/A/Wide.More.cs", $"namespace A; partial class Wide {{ {string.Concat(Thirteen[6..])} }}"),
        ]);

        Assert.Equal(["A/Wide has 13; accepted: 12"], Faults(house.Types, static type => type.Fields, MostFields));
    }

    [Fact]
    public void Guard_FieldsOfTheTypeItselfOrOfOthers_AreNotCounted()
    {
        House house = House.Measure(
        [
            ("src/A/Narrow.cs", $"namespace A; class Narrow {{ static int _shared; const int Limit = 1; public int Open; class Inner {{ {string.Concat(Thirteen[..12])} }} }}"),
            ("src/B/Narrow.cs", $"namespace A; class Narrow {{ {string.Concat(Thirteen[..12])} }}"),
        ]);

        Assert.Empty(Faults(house.Types, static type => type.Fields, MostFields));
    }

    [Theory]
    [InlineData(1, 3, "1 of 4 files have fewer than 30 lines")]
    [InlineData(1, 4, "")]
    public void Guard_SmallFiles_AreCounted(int small, int others, string fault)
    {
        House house = House.Measure(
        [
            .. Enumerable.Range(0, small).Select(static i => ($"src/A/Small{i}.cs", new string('\n', 29))),
            .. Enumerable.Range(0, others).Select(static i => ($"src/A/Other{i}.cs", new string('\n', 30))),
        ]);

        Assert.Equal(fault, SmallFilesFault(house));
    }

    private static void AssertNone(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join('\n', faults));

    private static IEnumerable<string> Faults(IReadOnlyList<TypeSize> types, Func<TypeSize, int> count, int most) =>
        from type in types
        where count(type) > most
        select $"{type.Name} has {count(type)}; accepted: {most}";

    private static string SmallFilesFault(House house) =>
        house.SmallFiles * 4 >= house.Files ? $"{house.SmallFiles} of {house.Files} files have fewer than 30 lines" : "";
}
