namespace FastEmit.Hooks.Redaction;

/// <summary>Addresses whose path is a secret: knowing a web hook's address is enough to post to it.</summary>
internal static class SecretUrls
{
    /// <summary>The text between <c>://</c> and the secret. A star matches the first labels of a host.</summary>
    private static readonly string[] Beginnings =
    [
        "api.telegram.org/bot", "api.telegram.org/file/bot", "canary.discord.com/api/webhooks/", "chat.googleapis.com/v1/spaces/",
        "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "hc-ping.com/", "hook.eu1.make.com/", "hook.eu2.make.com/",
        "hook.us1.make.com/", "hook.us2.make.com/", "hooks.slack.com/", "hooks.zapier.com/hooks/catch/", "maker.ifttt.com/trigger/",
        "oapi.dingtalk.com/robot/send?", "open.feishu.cn/open-apis/bot/v2/hook/", "open.larksuite.com/open-apis/bot/v2/hook/",
        "outlook.office.com/webhook/", "ptb.discord.com/api/webhooks/", "qyapi.weixin.qq.com/cgi-bin/webhook/send?",
        "*.webhook.office.com/", "*.environment.api.powerplatform.com/", "*.logic.azure.com/",
    ];

    /// <summary>The start of an address's secret; -1 when its path is not secret.</summary>
    public static int SecretStart(ReadOnlySpan<char> address)
    {
        foreach (string beginning in Beginnings)
        {
            if (beginning[0] != '*')
            {
                if (SecretNames.StartsWithIgnoringCase(address, beginning))
                {
                    return beginning.Length;
                }

                continue;
            }

            int host = HostLength(address);
            int tail = host - (beginning.Length - 2);
            if (tail >= 0 && SecretNames.StartsWithIgnoringCase(address[tail..], beginning[1..]))
            {
                return host + 1;
            }
        }

        // Mattermost and Rocket.Chat, on self-hosted servers.
        int own = HostLength(address);
        return address[own..].StartsWith("/hooks/") && address.Length > own + "/hooks/".Length ? own + "/hooks/".Length : -1;
    }

    private static int HostLength(ReadOnlySpan<char> address)
    {
        int at = 0;
        while (at < address.Length && (char.IsAsciiLetterOrDigit(address[at]) || address[at] is '.' or '-' or ':'))
        {
            at++;
        }

        return at;
    }
}
