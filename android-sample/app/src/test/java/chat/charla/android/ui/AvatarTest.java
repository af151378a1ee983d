package chat.charla.android.ui;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import android.content.res.Resources;
import chat.charla.android.R;
import java.util.HashSet;
import java.util.Set;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

@RunWith(RobolectricTestRunner.class)
public class AvatarTest {
  @Test
  public void theInitialIsTheFirstCharacterAsAPersonSeesIt() {
    assertEquals("A", Avatar.initial("ana"));
    assertEquals("Ñ", Avatar.initial("ñandú"));
    assertEquals("E\u0301", Avatar.initial("e\u0301lan"));
    assertEquals("ש", Avatar.initial("שלום"));
    assertEquals("नि", Avatar.initial("निशा"));
    assertEquals("👨\u200D👩\u200D👧", Avatar.initial("👨\u200D👩\u200D👧 at home"));
    assertEquals("🇪🇸", Avatar.initial("🇪🇸🇲🇽"));
    assertEquals("👍🏽", Avatar.initial("👍🏽👍"));
    assertEquals("7", Avatar.initial("7of9"));
    assertEquals("A", Avatar.initial(" \u202Eana"));
    assertEquals("", Avatar.initial(""));
  }

  @Test
  public void aUserKeepsItsColorAndAllColorsAreUsed() {
    Resources resources = RuntimeEnvironment.getApplication().getResources();
    Set<Integer> colors = new HashSet<>();
    for (int number = 0; number < 1_000; number++) {
      String id = "user-" + number;
      assertEquals(Avatar.color(resources, id), Avatar.color(resources, id));
      colors.add(Avatar.color(resources, id));
    }

    assertEquals(resources.getIntArray(R.array.user_colors).length, colors.size());
  }

  @Test
  public void bothThemesHaveTheSameNumberOfColors() {
    int light = length();
    RuntimeEnvironment.setQualifiers("+night");

    assertTrue(light > 0);
    assertEquals(light, length());
  }

  private static int length() {
    return RuntimeEnvironment.getApplication()
        .getResources()
        .getIntArray(R.array.user_colors)
        .length;
  }
}
