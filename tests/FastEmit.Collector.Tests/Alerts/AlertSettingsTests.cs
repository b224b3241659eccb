using System.Buffers;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Alerts;

namespace FastEmit.Collector.Tests.Alerts;

public sealed class AlertSettingsTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        AlertSettings settings = new(
            [new AlertRule(AlertKind.FailedCalls, 3), new AlertRule(AlertKind.SlowCall, 1.5, "shop", "Bash"), new AlertRule(AlertKind.Cost, 20), new AlertRule(AlertKind.Waiting, 0), new AlertRule(AlertKind.Drops, 1)],
            new AlertWebhook(new Uri("https://example.com/hook"), "a secret"));
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            settings.Write(writer);
        }

        AlertSettings read = AlertSettings.Read(json.WrittenMemory);

        Assert.Equal(settings.Rules, read.Rules);
        Assert.Equal(settings.Webhook, read.Webhook);
    }

    [Theory]
    [InlineData("[]", "The settings has to be an object.")]
    [InlineData("{", "It is not JSON")]
    [InlineData("""{"rule":[]}""", "'rule' is not known; it takes webhook, rules.")]
    [InlineData("""{"rules":{}}""", "'rules' takes an array of at most 100 rules.")]
    [InlineData("""{"rules":[{"when":"often","limit":1}]}""", "Rule 1: 'when' is 'often'; it takes failed_calls, slow_call, cost, waiting, drops.")]
    [InlineData("""{"rules":[{"when":"cost","limit":1},{"when":"drops"}]}""", "Rule 2: 'limit' takes a whole number from 1")]
    [InlineData("""{"rules":[{"when":"failed_calls","limit":1.5}]}""", "Rule 1: 'limit' takes a whole number from 1")]
    [InlineData("""{"rules":[{"when":"slow_call","limit":-1}]}""", "Rule 1: 'limit' takes a number from 0")]
    [InlineData("""{"rules":[{"when":"cost","limit":1,"tool":7}]}""", "Rule 1: 'tool' takes a text")]
    [InlineData("""{"webhook":{"url":"ftp://example.com"}}""", "'webhook' takes a 'url' that begins with http:// or https://.")]
    [InlineData("""{"webhook":{"url":"https://example.com","key":"x"}}""", "'webhook': 'key' is not known")]
    public void Read_WhatItDoesNotTake_IsRefusedByName(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => AlertSettings.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);
}
