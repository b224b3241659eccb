using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public class EventWriterNumberTests
{
    private delegate void Write<T>(ref EventWriter writer, T value);

    private delegate ref byte UncheckedWrite<T>(ref byte at, T value);

    [Fact]
    public void WriteNumber_AroundEveryPowerOfTenAndTwo_IsTheInvariantText()
    {
        Assert.All(Magnitudes(), AssertIsTheInvariantText);
    }

    [Fact]
    public void WriteNumber_AnyInteger_IsTheInvariantText() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 62]).Sample(static (value, shift) => AssertIsTheInvariantText(value >> shift), iter: 20_000);

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1e-7)]
    [InlineData(0.1)]
    [InlineData(-2.2250738585072014E-308)]
    [InlineData(double.MaxValue)]
    [InlineData(double.MinValue)]
    [InlineData(double.Epsilon)]
    [InlineData(1e21)]
    public void WriteNumber_Double_IsWhatSystemTextJsonWrites(double value)
    {
        Assert.Equal(JsonSerializer.Serialize(value), Text(value, static (ref w, v) => w.WriteNumber(v)));
        float single = (float)Math.Clamp(value, float.MinValue, float.MaxValue);
        Assert.Equal(JsonSerializer.Serialize(single), Unchecked(single, static (ref at, v) => ref UncheckedJson.Single(ref at, v)));
    }

    [Fact]
    public void WriteNumber_NegativeZero_KeepsItsSign() =>
        Assert.Equal("-0", Text(-0.0, static (ref w, v) => w.WriteNumber(v)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void WriteNumber_NotFinite_IsNull(double value)
    {
        Assert.Equal("null", Text(value, static (ref w, v) => w.WriteNumber(v)));
        Assert.Equal("null", Unchecked((float)value, static (ref at, v) => ref UncheckedJson.Single(ref at, v)));
    }

    [Fact]
    public void WriteBoolean_Both_AreLiterals() =>
        Assert.Equal("truefalsetrue", Text(true, static (ref w, v) =>
        {
            w.WriteBoolean(v);
            w.WriteBoolean(!v);
            w.WriteBoolean(v);
        }));

    private static void AssertIsTheInvariantText(ulong magnitude)
    {
        Assert.Equal(magnitude.ToString(CultureInfo.InvariantCulture), Text(magnitude, static (ref w, v) => w.WriteNumber(v)));
        long signed = unchecked((long)magnitude);
        Assert.Equal(signed.ToString(CultureInfo.InvariantCulture), Text(signed, static (ref w, v) => w.WriteNumber(v)));
        int narrow = unchecked((int)magnitude);
        Assert.Equal(narrow.ToString(CultureInfo.InvariantCulture), Unchecked(narrow, static (ref at, v) => ref UncheckedJson.Int32(ref at, v)));
        Assert.Equal((-narrow).ToString(CultureInfo.InvariantCulture), Unchecked(-narrow, static (ref at, v) => ref UncheckedJson.Int32(ref at, v)));
        uint unsigned = unchecked((uint)magnitude);
        Assert.Equal(unsigned.ToString(CultureInfo.InvariantCulture), Unchecked(unsigned, static (ref at, v) => ref UncheckedJson.UInt32(ref at, v)));
    }

    private static IEnumerable<ulong> Magnitudes()
    {
        ulong power = 1;
        for (int i = 0; i < 20; i++, power *= 10)
        {
            for (ulong d = 0; d < 5; d++)
            {
                yield return power + d;
                yield return power - d;
                yield return (power * 3) + d;
            }
        }

        for (int i = 0; i < 64; i++)
        {
            yield return 1UL << i;
            yield return (1UL << i) - 1;
        }

        yield return ulong.MaxValue;
    }

    private static string Text<T>(T value, Write<T> write)
    {
        var writer = EventWriter.Rent();
        write(ref writer, value);
        string text = Encoding.UTF8.GetString(writer.Written);
        writer.Return();
        return text;
    }

    private static string Unchecked<T>(T value, UncheckedWrite<T> write)
    {
        Span<byte> buffer = stackalloc byte[64];
        ref byte start = ref buffer[0];
        ref byte end = ref write(ref start, value);
        return Encoding.UTF8.GetString(buffer[..(int)System.Runtime.CompilerServices.Unsafe.ByteOffset(ref start, ref end)]);
    }
}
