using System.Diagnostics.Metrics;
using FastEmit.Diagnostics;

namespace FastEmit.Tests.Diagnostics;

/// <summary>What FastEmit's instruments say of the emitters with one name.</summary>
internal sealed class InstrumentReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _values = [];
    private readonly Dictionary<string, string?> _units = [];
    private readonly string _emitter;

    public InstrumentReadings(string emitter)
    {
        _emitter = emitter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FastEmitTelemetry.Name)
            {
                _units[instrument.Name] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The unit of every instrument.</summary>
    public IReadOnlyDictionary<string, string?> Units => _units;

    /// <summary>Collects: counters and gauges by name (drops with their reason behind it), histograms as sum and count.</summary>
    public Dictionary<string, double> Read()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            return new Dictionary<string, double>(_values);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = instrument.Name;
        bool isMine = false;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            isMine |= tag.Key == "fastemit.emitter" && _emitter.Equals(tag.Value);
            name += tag.Key == "error.type" ? $":{tag.Value}" : "";
        }

        if (!isMine)
        {
            return;
        }

        lock (_lock)
        {
            bool isHistogram = instrument is Histogram<long> or Histogram<double>;
            _values[name] = isHistogram || instrument is Counter<long> ? _values.GetValueOrDefault(name) + value : value;
            if (isHistogram)
            {
                _values[$"{name}:count"] = _values.GetValueOrDefault($"{name}:count") + 1;
            }
        }
    }
}
