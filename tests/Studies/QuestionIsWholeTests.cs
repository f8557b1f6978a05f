using System.Text.Json.Nodes;
using Audit.Attacks;
using Audit.Attacks.Diagnosis;
using Audit.Bounds;
using Audit.Certify;
using Audit.Inputs.Settings;
using Audit.Records.Certificates;
using Audit.Shadow;
using Audit.Studies;
using Audit.Studies.Attacking;
using Audit.Train;

namespace Audit.Tests.Studies;

/// <summary>Whatever can change an answer is in the question: two values of an option are two questions.</summary>
public class QuestionIsWholeTests
{
    private static readonly string[] Words = ["0.01", "0.02", "1", "2", "3", "5", "10", "20", "300", "next", "random", "rotate=5",
        "rotate=6", "1:0.5", "0.5:0.25", "a", "b", "false", "true"];

    [Fact]
    public void EveryOption_TwoValues_AreTwoQuestions()
    {
        Check(SmoothingOptions.Settings, new() { Sigma = 1 });
        Check(SequentialRule.Settings, new(), "anytime"); // what happens at Ctrl-C is no part of the question
        foreach (var method in Enum.GetValues<BoundMethod>())
        {
            var fixedSize = new BoundOptions { Method = method, Epsilon = 0.5 };
            Check(BoundOptions.Settings, fixedSize, "radius"); // takes the place of --epsilon
            Assert.NotEqual(Question(BoundOptions.Settings, fixedSize),
                Question(BoundOptions.Settings, fixedSize with { Epsilon = null }));
        }
        Check(ShadowOptions.Settings, ShadowOptions.Cpu);
        Check(BoundShadowOptions.Settings, BoundShadowOptions.Cpu);
        Check(SpoofedBounds.Settings, new() { Method = BoundMethod.Ibp, Epsilon = 0.5 });
        Check(AttackOptions.Settings, new() { Name = "pgd" });
        Check(AttackPlan.Settings, new(), "certificates", "save"); // named by the run's key; written beside the records
        Check(VictimOptions.Settings, new() { IsRandom = true, Sigma = 1 });
        Check(CraftingOptions.Settings, new(), "surrogate"); // named by their hashes
        Check(EnsembleOptions.Settings, new() { Members = 2 }, "holdout"); // named by their hashes
        Check(DiagnosisOptions.Settings, new() { Epsilon = 0.5 });
        foreach (var recipe in Recipes.Known)
            Check(TrainOptions.Settings, Recipes.Defaults(recipe.Name));
    }

    private static void Check<T>(IReadOnlyList<Setting<T>> settings, T start, params string[] without)
    {
        foreach (var setting in settings.Where(s => s.IsOffered && s.Applies(start) && !without.Contains(s.Name)))
        {
            string[] questions = [.. Values(setting, start).Select(options => Question(settings, options)).Distinct().Take(2)];
            Assert.True(questions.Length == 2, $"{typeof(T).Name}: --{setting.Name} does not change the question");
        }
    }

    private static IEnumerable<T> Values<T>(Setting<T> setting, T start)
    {
        if (setting.IsFlag)
            return [start, setting.Read(start, [])];
        return (setting.Words.Count > 0 ? setting.Words : Words).Where(w => setting.Misread([w]) is null)
            .Select(w => setting.Read(start, [w]));
    }

    private static string Question<T>(IReadOnlyList<Setting<T>> settings, T options)
    {
        var question = new JsonObject();
        settings.Describe(options, question);
        return question.ToJsonString();
    }
}
