using System.Text;

namespace FastEmit.Cli.Tests.Hooking;

/// <summary>Settings files as people and programs leave them: any layout, comments, trailing commas, either line end, with or without a byte order mark.</summary>
internal static class RandomSettings
{
    public static byte[] Write(Random random)
    {
        StringBuilder text = new();
        string newLine = random.Next(3) == 0 ? "\r\n" : "\n";
        string indent = random.Next(4) switch { 0 => "\t", 1 => "    ", 2 => "", _ => "  " };
        bool isOneLine = random.Next(5) == 0;
        if (random.Next(6) == 0)
        {
            text.Append('\uFEFF');
        }

        if (random.Next(5) == 0 && !isOneLine)
        {
            text.Append("// mine").Append(newLine);
        }

        Object(text, 0, 3);
        text.Append(random.Next(3) == 0 ? "" : newLine);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Object(StringBuilder target, int depth, int most)
        {
            target.Append('{');
            List<string> members = [.. Enumerable.Range(0, random.Next(most + 1)).Select(static i => $"member{i}")];
            if (depth == 0 && random.Next(2) == 0)
            {
                members.Insert(random.Next(members.Count + 1), "hooks");
            }

            for (int i = 0; i < members.Count; i++)
            {
                Break(target, depth + 1);
                target.Append('"').Append(members[i]).Append(random.Next(2) == 0 ? "\":" : "\": ");
                if (members[i] == "hooks")
                {
                    Hooks(target, depth + 1);
                }
                else
                {
                    Value(target, depth + 1);
                }

                bool isLast = i == members.Count - 1;
                target.Append(isLast && random.Next(5) != 0 ? "" : ",");
                if (random.Next(6) == 0 && !isOneLine)
                {
                    target.Append(" // \"quoted\", and {more");
                }
            }

            if (members.Count != 0 || random.Next(3) == 0)
            {
                Break(target, depth);
            }

            target.Append('}');
        }

        void Hooks(StringBuilder target, int depth)
        {
            string other = """{"hooks":[{"type":"command","command":"guard.sh"}]}""";
            target.Append(random.Next(3) switch
            {
                0 => "{}",
                1 => $$"""{"Stop": [{{other}}], "PreToolUse": []}""",
                _ => $$"""{"PreToolUse":[{{other}}, {{other}}]}""",
            });
        }

        void Value(StringBuilder target, int depth)
        {
            switch (random.Next(depth > 3 ? 3 : 5))
            {
                case 0:
                    target.Append("\"a \\\" // no comment, \u00FC\"");
                    break;
                case 1:
                    target.Append("-1.5e3");
                    break;
                case 2:
                    target.Append("null");
                    break;
                case 3:
                    target.Append("[1, [ ],{}").Append(random.Next(4) == 0 ? "," : "").Append(']');
                    break;
                default:
                    Object(target, depth, 2);
                    break;
            }
        }

        void Break(StringBuilder target, int depth)
        {
            if (isOneLine)
            {
                target.Append(random.Next(2) == 0 ? " " : "");
                return;
            }

            target.Append(newLine);
            for (int i = 0; i < depth; i++)
            {
                target.Append(indent);
            }
        }
    }
}
