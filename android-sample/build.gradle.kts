// Both plugins are loaded here, once, so that the protobuf plugin sees the types of the Android plugin.
plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.protobuf) apply false
}

// There is no wrapper in git; `gradle wrapper` creates this one.
tasks.wrapper {
    gradleVersion = "9.1.0"
}
