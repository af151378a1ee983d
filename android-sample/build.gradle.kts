// The root project loads both plugins once, so that the protobuf plugin sees the types of the Android plugin.
plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.protobuf) apply false
}

// There is no Gradle wrapper in git. `gradle wrapper` creates a wrapper for this version.
tasks.wrapper {
    gradleVersion = "9.1.0"
}
